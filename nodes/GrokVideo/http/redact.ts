/** Text from outside is cut to this length before any pattern looks at it. */
export const MAX_TEXT_CHARACTERS = 2000;

/** Longest text of a server's that an error shows. */
const MAX_SHOWN_CHARACTERS = 500;

/** Deepest level of a server's JSON that goes into the output: n8n itself cannot store endless ones. */
const MAX_DEPTH = 32;

/** A key that is shorter is none: to cut it out would garble IDs and words. */
const MIN_SECRET_CHARACTERS = 8;

export type Redact = (text: string) => string;

export function cut(text: string, length = MAX_SHOWN_CHARACTERS): string {
	return text.length > length ? `${text.slice(0, length)}…` : text;
}

/** The text on one line: a line break in a server's words must not forge a line of n8n's log. */
export function oneLine(text: string): string {
	return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}

/** A URL as errors and logs show it. A data URL is the whole file, so its start is enough. */
export function shownUrl(url: string): string {
	return /^data:/i.test(url) ? cut(url, 40) : cut(url, MAX_TEXT_CHARACTERS);
}

/**
 * Takes a secret out of a text, in each form that it can stand in: as it is, escaped for JSON (once or
 * twice), for a URL or for HTML, and where the text was cut within it. Linear in the length of the text.
 */
export function redactor(secret: string): Redact {
	if (secret.length < MIN_SECRET_CHARACTERS) return (text) => text;
	const whole = patternOf(secret);
	const start = patternOf(secret.slice(0, MIN_SECRET_CHARACTERS));
	const pattern = new RegExp(`${whole}|${start}[^\\s…]{0,500}…`, 'gi');
	return (text) => text.replace(pattern, '[API key]');
}

/** A run of backslashes is one part: each alone would make the pattern try them in endless groups. */
function patternOf(secret: string): string {
	const parts = secret.match(/\\+|[^\\]/g) ?? [];
	const letters = secret.length <= LONGEST_WITH_LETTERS;
	return parts.map((part) => formsOf(part, letters)).join('');
}

const HTML_NAMES: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&apos;',
};

/**
 * Letters are escaped by nobody who means well, and yet can be. In a key beyond all real ones they are taken as they
 * are: the pattern would be larger than a pattern can be.
 */
const LONGEST_WITH_LETTERS = 300;

function formsOf(part: string, letters: boolean): string {
	const character = part[0];
	const code = character.charCodeAt(0);
	const hex = code.toString(16).padStart(2, '0');
	const count = part.length;
	const isLetter = /[\w-]/.test(character);
	if (isLetter && !letters) return `\\x${hex}`;
	const own = isLetter ? `\\x${hex}` : `\\\\{0,3}\\x${hex}`;
	const plain = character === '\\' ? `\\\\{${count},${4 * count}}` : own;
	const escaped = [
		`%(?:25)?${hex}`,
		`&#0{0,5}${code};`,
		`&#x0{0,4}${hex};`,
		`\\\\{1,4}u00${hex}`,
		...(character in HTML_NAMES ? [HTML_NAMES[character]] : []),
	];
	return `(?:${plain}|(?:${escaped.join('|')}){${count}})`;
}

/** A copy of a JSON value with its texts changed by `change`, and not endlessly deep. */
export function mapTexts<T>(value: T, change: Redact, level = 0): T {
	if (typeof value === 'string') return change(value) as T;
	if (typeof value !== 'object' || value === null) return value;
	if (level === MAX_DEPTH) return '…' as T;
	if (Array.isArray(value)) return value.map((entry) => mapTexts(entry, change, level + 1)) as T;
	// As data: a name such as `__proto__` is one like any other.
	return Object.fromEntries(
		Object.entries(value).map(([name, entry]) => [
			change(name),
			mapTexts(entry as unknown, change, level + 1),
		]),
	) as T;
}
