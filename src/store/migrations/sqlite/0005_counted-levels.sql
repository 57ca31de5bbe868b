ALTER TABLE `cell_events` ADD `counts_from` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `cell_events` ADD `weighs_from` integer DEFAULT 0 NOT NULL;