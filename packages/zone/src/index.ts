export { type InvalidUpdateDetails, InvalidUpdateError } from './errors/invalid-update-error.ts';
export type { ChangeMethod, LintFinding, LintServer } from './errors/lint-finding.ts';
export { type LookupResult, lookup } from './lookup/lookup.ts';
export { MasterFileError, type MasterFileFault } from './masterfile/master-file-error.ts';
export { type MasterFileOptions, parseMasterFile } from './masterfile/parse-master-file.ts';
export { type PrintMasterFileOptions, printMasterFile } from './masterfile/print-master-file.ts';
export { checkPrerequisites } from './process/prerequisites.ts';
export { prescanUpdates } from './process/prescan.ts';
export {
  type ProcessedUpdate,
  type ProcessUpdateOptions,
  processUpdate,
} from './process/process-update.ts';
export type { UpdateRules } from './process/update-rules.ts';
export { checkZoneSection } from './process/zone-section.ts';
export { AxfrReader } from './transfer/axfr-reader.ts';
export { IxfrReader, type WholeZone, type ZoneChanges } from './transfer/ixfr-reader.ts';
export { type RecordReader, TransferFault } from './transfer/record-reader.ts';
export type { Operation, RecordData } from './update/change.ts';
export type { GivenInsert, GivenRecord, RecordSource } from './update/given-records.ts';
export type { DataInput, TypeName } from './update/given-type.ts';
export { ignoredByAll } from './update/lint.ts';
export {
  describePrerequisites,
  type Prerequisite,
  type PrerequisiteMethod,
} from './update/prerequisite.ts';
export type { ScriptOptions } from './update/script-parse.ts';
export { Update, type UpdateOptions } from './update/update.ts';
export { InvalidZoneError } from './zone/invalid-zone-error.ts';
export type { RRset, RRsetOf } from './zone/rrset.ts';
export { serialCompare, serialNext } from './zone/serial.ts';
export { Zone, type ZoneOptions } from './zone/zone.ts';
export type { ZoneChange } from './zone/zone-change.ts';
export type { ZoneIdentity } from './zone/zone-rules.ts';
