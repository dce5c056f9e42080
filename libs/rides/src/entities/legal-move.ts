import { Entity, PrimaryColumn } from 'typeorm';

/** A pair of statuses that one commit may lead from and to: the closure of the legal moves. `none`: no ride yet. */
@Entity({ schema: 'rides', name: 'legal_move' })
export class LegalMoveRow {
  @PrimaryColumn('text', { name: 'from_status' })
  fromStatus!: string;

  @PrimaryColumn('text', { name: 'to_status' })
  toStatus!: string;
}
