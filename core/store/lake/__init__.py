"""The shared store: a copy in Delta tables that one writer publishes and others follow."""
