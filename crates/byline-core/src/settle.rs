//! Settling: an order split over touches, its refunds taken back from what is left.
