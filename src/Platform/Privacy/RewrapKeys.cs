using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Microsoft.EntityFrameworkCore;
using NpgsqlTypes;

namespace Crm.Platform.Privacy;

/// <summary>After the master key has changed, wraps every subject's key anew; what they sealed stays as it is. Runs by night, and by hand under "sweeps".</summary>
internal sealed class RewrapKeys(PlatformDb db, MasterKey master) : ISweep
{
    const int Batch = 1000;

    public string Cron => "0 50 2 * * ?";

    public async Task Run(CancellationToken ct)
    {
        for (long after = 0; ;)
        {
            var rows = await db.SubjectKeys.AsNoTracking().Where(k => k.SubjectId > after && k.Wrapped != null).OrderBy(k => k.SubjectId).Take(Batch).ToListAsync(ct);
            var stale = rows.Where(r => master.IsStale(r.Master, r.Wrapped!)).ToArray();
            // Only where the old key still stands: one that was destroyed meanwhile stays destroyed.
            if (stale.Length > 0) await SubjectKeys.Run(db, """
                update platform.subject_keys k set wrapped = n.wrapped, master = $4
                from unnest($1, $2, $3) n(subject_id, old, wrapped) where k.subject_id = n.subject_id and k.wrapped = n.old
                """, ct,
                (NpgsqlDbType.Array | NpgsqlDbType.Bigint, Array.ConvertAll(stale, r => r.SubjectId)),
                (NpgsqlDbType.Array | NpgsqlDbType.Bytea, Array.ConvertAll(stale, r => r.Wrapped!)),
                (NpgsqlDbType.Array | NpgsqlDbType.Bytea, Array.ConvertAll(stale, r => master.Wrap(r.SubjectId, master.Unwrap(r.SubjectId, r.Master, r.Wrapped!)))),
                (NpgsqlDbType.Text, master.Id));
            if (rows.Count < Batch) return;
            after = rows[^1].SubjectId;
        }
    }
}
