ALTER TABLE `evidence` ADD `elapsed_ms` integer;--> statement-breakpoint
ALTER TABLE `outcomes` ADD `error_name` text;--> statement-breakpoint
ALTER TABLE `outcomes` ADD `evidence` text;--> statement-breakpoint
ALTER TABLE `outcomes` ADD `weight` real DEFAULT 0 NOT NULL;