"""What the Data Package standard cannot say about the tables, by subject."""
