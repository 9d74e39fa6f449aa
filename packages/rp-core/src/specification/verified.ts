/** Marks results that only a verification makes; it exists for the type checker alone. */
export declare const verified: unique symbol
