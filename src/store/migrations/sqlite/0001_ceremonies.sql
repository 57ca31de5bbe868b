CREATE TABLE `one_time` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`user` text,
	`payload_sealed` text NOT NULL,
	`expires_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `one_time_user` ON `one_time` (`user`);--> statement-breakpoint
CREATE INDEX `one_time_expires` ON `one_time` (`expires_at`);--> statement-breakpoint
ALTER TABLE `credentials` ADD `sign_count` integer;--> statement-breakpoint
ALTER TABLE `credentials` ADD `uv_initialized` integer;--> statement-breakpoint
ALTER TABLE `credentials` ADD `attestation_format` text;--> statement-breakpoint
ALTER TABLE `credentials` ADD `sign_count_regressed_at` integer;--> statement-breakpoint
ALTER TABLE `credentials` ADD `profile_told_at` integer;--> statement-breakpoint
ALTER TABLE `users` ADD `handle_sealed` text;--> statement-breakpoint
ALTER TABLE `users` ADD `profile_sealed` text;--> statement-breakpoint
ALTER TABLE `users` ADD `profile_at` integer;