CREATE TABLE "payment_pauses" (
	"method" text PRIMARY KEY NOT NULL,
	"paused_at" timestamp (3) with time zone NOT NULL,
	"paused_by" uuid NOT NULL
);
