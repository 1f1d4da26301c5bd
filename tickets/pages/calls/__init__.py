"""A call by telephone, entered at the desk."""
