/** JSON as shells and editors write it: some put a mark before it that says nothing of what it holds. */
export const parseJson = (text: string): unknown => JSON.parse(text.replace(/^\uFEFF/, ''))
