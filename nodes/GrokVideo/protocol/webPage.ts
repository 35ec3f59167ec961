import { cut, LONGEST_READ } from '../transport/text';

/** What a proxy's page says of itself; nothing when the text is no page. */
export function pageOf(text: string): { title: string } | undefined {
	const start = cut(text.slice(0, LONGEST_READ * 2).trimStart(), LONGEST_READ);
	if (!/^<(!doctype|html|head|body|\?xml|center)/i.test(start)) return undefined;
	return { title: /<title[^<>]{0,100}>([^<]*)</i.exec(start)?.[1].trim() ?? '' };
}
