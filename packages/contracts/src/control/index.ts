export * from './control-key.ts';
export * from './control-record.ts';
export * from './decode-control.ts';
export * from './scope.ts';
