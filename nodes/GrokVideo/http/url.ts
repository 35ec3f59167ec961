/** The URL, or nothing when the text is none (never throws). */
export function parseUrl(text: string, base?: string): URL | undefined {
	try {
		return new URL(text, base);
	} catch {
		return undefined;
	}
}

/** One part of a path. Half a character, which a URL cannot hold, becomes the sign for an unknown one. */
export function pathPart(text: string): string {
	return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
}
