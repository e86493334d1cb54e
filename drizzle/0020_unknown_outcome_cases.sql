-- Payments whose outcome stays unknown have a kind of case of their own: staff decide it.
UPDATE "payment_cases" SET "kind" = 'unknown_outcome' WHERE "dedupe_key" LIKE 'unknown:%';
