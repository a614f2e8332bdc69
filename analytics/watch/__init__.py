"""Data that keeps coming: new files and rows become arrivals of a workspace, each once, and a build adds them."""
