"""One renderer a module; each turns reports and failures into one string.

Nothing is imported here: the JSON path must not pay for the template engine.
"""
