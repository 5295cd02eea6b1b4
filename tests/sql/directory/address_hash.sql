BEGIN;
SELECT plan(4);
SELECT is(directory.address_hash('owner@example.com'), sha256('owner@example.com'::bytea), 'SHA-256 of the address');
SELECT is(directory.address_hash('Owner@EXAMPLE.com'), directory.address_hash('owner@example.com'), 'in lower case');
SELECT is(directory.address_hash('王@例子.tw'), sha256(convert_to('王@例子.tw', 'UTF8')), 'of its UTF-8');
SELECT isnt(directory.address_hash('É@example.com'), directory.address_hash('é@example.com'),
            'beyond ASCII nothing is folded: no locale decides who somebody is');
SELECT * FROM finish();
ROLLBACK;
