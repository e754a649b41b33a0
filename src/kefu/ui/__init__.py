"""What all pages share: the frame, components, styles, small behaviours, both languages. It knows no domain."""
