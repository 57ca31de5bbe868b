CREATE TABLE `audit_log` (
	`line` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`detail` text NOT NULL,
	`hash` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `breakers` (
	`cell` text NOT NULL,
	`route` text NOT NULL,
	`state` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`cell`, `route`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `cell_events` (
	`user` text NOT NULL,
	`cell` text NOT NULL,
	`route` text NOT NULL,
	`day` integer NOT NULL,
	`at` integer NOT NULL,
	`succeeded` integer NOT NULL,
	`expected` real NOT NULL,
	`network` text,
	PRIMARY KEY(`user`, `cell`, `route`, `day`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `cell_events_at` ON `cell_events` (`at`);--> statement-breakpoint
CREATE TABLE `device_days` (
	`user` text NOT NULL,
	`device_id` text NOT NULL,
	`day` integer NOT NULL,
	PRIMARY KEY(`user`, `device_id`, `day`)
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `decisions` ADD `provider` text;--> statement-breakpoint
ALTER TABLE `decisions` ADD `reach` text;--> statement-breakpoint
ALTER TABLE `decisions` ADD `confidence` text;--> statement-breakpoint
ALTER TABLE `decisions` ADD `passive` text;--> statement-breakpoint
ALTER TABLE `decisions` ADD `network` text;--> statement-breakpoint
ALTER TABLE `decisions` ADD `started_at` integer;--> statement-breakpoint
ALTER TABLE `evidence` ADD `weight` real DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `registration_asks` ADD `taken` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `registration_asks` ADD `last_taken_at` integer;--> statement-breakpoint
ALTER TABLE `users` ADD `sessions_revoked_at` integer;