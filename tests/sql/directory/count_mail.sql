BEGIN;
SELECT plan(11);

SELECT is(directory.count_mail(tap.h('cm'), 2, 3), NULL, 'the first goes');
SELECT is(directory.count_mail(tap.h('cm'), 2, 3), NULL, 'the second too');
SELECT is(directory.count_mail(tap.h('cm'), 2, 3), now() + interval '1 hour', 'over the hour''s limit: come back when the hour ends');
SELECT is((SELECT ARRAY[hour_count, day_count] FROM directory.mail_count WHERE mail_key = tap.h('cm')), ARRAY[2, 2], 'which was not counted');
SELECT is(directory.count_mail(tap.h('cm other'), 2, 3), NULL, 'somebody else has a count of their own');

UPDATE directory.mail_count SET hour_ends_at = now() WHERE mail_key = tap.h('cm');
SELECT is(directory.count_mail(tap.h('cm'), 2, 3), NULL, 'in the next hour it goes again');
SELECT is(directory.count_mail(tap.h('cm'), 2, 3), now() + interval '1 day', 'over the day''s limit: come back tomorrow');
UPDATE directory.mail_count SET hour_ends_at = now(), hour_count = 2, day_ends_at = now() + interval '10 min' WHERE mail_key = tap.h('cm');
SELECT is(directory.count_mail(tap.h('cm'), 2, 3), now() + interval '10 min', 'an hour that is over does not count');
UPDATE directory.mail_count SET hour_ends_at = now() + interval '1 hour', hour_count = 2 WHERE mail_key = tap.h('cm');
SELECT is(directory.count_mail(tap.h('cm'), 2, 3), now() + interval '1 hour', 'both full: the later end');
UPDATE directory.mail_count SET hour_ends_at = now(), day_ends_at = now() WHERE mail_key = tap.h('cm');
SELECT is(directory.count_mail(tap.h('cm'), 2, 3), NULL, 'after the day all begins anew');
SELECT is((SELECT ARRAY[hour_count, day_count] FROM directory.mail_count WHERE mail_key = tap.h('cm')), ARRAY[1, 1], 'at one');

SELECT * FROM finish();
ROLLBACK;
