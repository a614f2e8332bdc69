"""The numeric parts of the map's stages: arrays in, arrays out, no workspace and no engine in sight."""
