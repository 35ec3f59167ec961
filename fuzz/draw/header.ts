import fc from 'fast-check';
import { oftener } from './sparse';

/** Headers that a client looks at, and those that it stumbles over. */
export const header: fc.Arbitrary<[string, string]> = oftener<[string, string]>(
	[
		3,
		fc.tuple(
			fc.constant('Retry-After'),
			fc.constantFrom(
				'0',
				'0.2',
				'1',
				'5',
				'-1',
				'1e9',
				'99999999999999999999',
				'soon',
				'',
				'Sat, 21 Nov 2026 12:00:00 GMT',
				'Fri, 31 Dec 9999 23:59:59 GMT',
				'«5000×1»',
				'«key»',
			),
		),
	],
	[
		2,
		fc.tuple(
			fc.constant('Location'),
			fc.constantFrom(
				'«gateway»/moved',
				'«files»/v/«item».mp4',
				'«files»/v/«item».mp4?k=«key»',
				'«gateway»/v1/videos/v-«item»/content',
				'/v1/videos/v-«item»/content',
				'',
				'//',
				'http://',
				'ftp://127.0.0.1/«key»',
				'javascript:0',
				'«files»/«key»/v/«item».mp4',
				'http://[',
			),
		),
	],
	[
		2,
		fc.tuple(
			fc.constant('Content-Type'),
			fc.constantFrom(
				'',
				'text/html',
				'text/plain; charset=gbk',
				'application/json; charset=«key»',
				'video/mp4',
				'application/octet-stream',
				'text/event-stream',
				'video/«5000× »x',
				'image/png«key»',
				';;;',
			),
		),
	],
	[
		1,
		fc.constantFrom<[string, string]>(
			['X-Oneapi-Request-Id', '«key»'],
			['X-Request-Id', '«6000×r»'],
			['Set-Cookie', 'k=«key»'],
			['Content-Length', '-5'],
			['Content-Length', '0'],
			['Content-Length', '99999999999999'],
			['Transfer-Encoding', 'gzip, chunked'],
			['Connection', 'keep-alive'],
			['Upgrade', 'websocket'],
			['X-Odd', 'caf\u00e9 \u0001'],
			['X-Odd', 'a\r\n b'],
			['X Odd', 'a'],
			['X-Large', '«20000×a»'],
			['__proto__', 'a'],
			['', 'a'],
		),
	],
);
