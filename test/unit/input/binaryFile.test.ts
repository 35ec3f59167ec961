import { fileNameFor } from '../../../nodes/GrokVideo/input/binaryFile';

it.each([
	// the extension of a video
	['summer', 'summer.mp4'],
	['v1.25', 'v1.25.mp4'],
	['夏の海', '夏の海.mp4'],
	['notes.txt', 'notes.txt.mp4'],
	['mp4', 'mp4.mp4'],
	['SUMMER.MP4', 'SUMMER.MP4'],
	['clip.webm', 'clip.webm'],
	['.hidden.mp4', '.hidden.mp4'],
	// no path
	['24 / 7', '24-7.mp4'],
	['../../etc/clip.mp4', 'etc-clip.mp4'],
	['C:\\Users\\me\\clip.mov', 'C:-Users-me-clip.mov'],
	['videos/..', 'videos.mp4'],
	['videos/.mov', 'videos.mov'],
	// one line
	['Summer \r\n\t sale\n.mp4', 'Summer sale.mp4'],
	['sum\0mer\u0085.mp4', 'summer.mp4'],
	// at most 200 characters
	[`${'x'.repeat(500)}.mov`, `${'x'.repeat(196)}.mov`],
	['🌊'.repeat(300), `${'🌊'.repeat(196)}.mp4`],
	// named after the task
	...['', ' ', '..', '/', '\0', '.mp4', '...mp4'].map((empty) => [empty, 'grok-video-a-b.mp4']),
])('a file wanted as %j is named %j', (wanted, name) => {
	expect(fileNameFor(wanted, 'a\0/b')).toBe(name);
});
