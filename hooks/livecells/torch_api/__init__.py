"""Names of torch that its documentation explains, and which of them a cell uses."""
