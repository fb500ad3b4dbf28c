"""What a learner touches: one module per subject; none of them imports another."""
