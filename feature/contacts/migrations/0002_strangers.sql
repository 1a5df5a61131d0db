-- Whether strangers may write is a flag of the person now (users.NoStrangers).
UPDATE users SET flags = flags + 64 WHERE id IN (SELECT owner FROM privacy WHERE name = 'strangers' AND rules NOT LIKE '%"all"%');
DELETE FROM privacy WHERE name = 'strangers';
