CREATE TABLE `experiment_assignments` (
	`subject` text NOT NULL,
	`experiment` text NOT NULL,
	`variant` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`subject`, `experiment`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `rollout_holds` (
	`rule` text PRIMARY KEY NOT NULL,
	`percent` real NOT NULL,
	`since` integer NOT NULL,
	`reason` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `rule_publications` (
	`sequence` integer PRIMARY KEY NOT NULL,
	`revision` text NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`note` text NOT NULL,
	`kind` text NOT NULL,
	`previous` text
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `rule_revisions` (
	`revision` text PRIMARY KEY NOT NULL,
	`first_at` integer NOT NULL,
	`files_packed` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `decisions` ADD `exposures` text;--> statement-breakpoint
ALTER TABLE `decisions` ADD `shadow` text;--> statement-breakpoint
ALTER TABLE `decisions` ADD `answer_hash` text;