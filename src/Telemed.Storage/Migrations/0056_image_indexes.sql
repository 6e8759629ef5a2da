-- Instances are reached through their series; an index over the study alone answered nothing and was written each time.
DROP INDEX imaging_instance_of_study;
