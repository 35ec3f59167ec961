/** What a function makes of a text, or the text itself where it throws. */
export function orText<T>(text: string, read: (text: string) => T): T | string {
	try {
		return read(text);
	} catch {
		return text;
	}
}

export function readJson(text: string): unknown {
	return orText<unknown>(text, JSON.parse);
}
