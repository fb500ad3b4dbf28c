"""What a learner touches: one module per subject, none of which knows another."""
