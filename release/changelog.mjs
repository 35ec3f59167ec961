/** Reads and changes CHANGELOG.md, which follows https://keepachangelog.com. */

const headingPattern = (name) =>
	new RegExp(`^## (\\[?)${name.replaceAll('.', '\\.')}(\\]?)(?: - .*)?$`, 'im');

/** The text of a version's section or of "Unreleased". Undefined if there is no such section. */
export function readSection(changelog, name) {
	const heading = headingPattern(name).exec(changelog);
	if (!heading) return undefined;
	const rest = changelog.slice(heading.index + heading[0].length);
	const [text] = rest.split(/^(?:## |\[[^\]]+\]: )/m);
	return text.trim();
}

/** Whether a section contains more than headings. */
export const hasContent = (text) => text.replace(/^#+ .*$/gm, '').trim() !== '';

/** The release type for a section: a patch if it has only fixes. */
export const releaseType = (text) =>
	/^### (Added|Changed|Deprecated|Removed)\b/im.test(text) ? 'minor' : 'patch';

/** Moves the unreleased text below a new heading for the version. Returns the changelog. */
export function addVersion(changelog, version, date) {
	return changelog.replace(
		headingPattern('Unreleased'),
		(heading, open, close) => `${heading}\n\n## ${open}${version}${close} - ${date}`,
	);
}
