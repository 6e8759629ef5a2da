-- Township centres operate too, and send their pathology as counties do (practice, service B8). What an administrator
-- has changed since stays as it is.
UPDATE service SET allowed_tiers = '{county,township}' WHERE code = 'frozen_section' AND allowed_tiers = '{county}';
