import { config, OF_PURE } from './config.mjs';

/** Pure functions: fields, checks, request bodies, and what answers mean. */
export default config({
	name: 'pure',
	sources: [
		'description/*.ts',
		'protocol/**/*.ts',
		'request/!(files|inputVideo).ts',
		'transport/{charset,httpResult,json,mp4,multipart,text,url}.ts',
	],
	tests: OF_PURE,
	concurrency: 3,
});
