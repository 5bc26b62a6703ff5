using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Data;

/// <summary>What several use cases of the ticket's page read and write alike.</summary>
internal static class Desk
{
    /// <summary>A draft ready for a change, begun if there was none.</summary>
    public static async Task<Draft> DraftOf(this TicketsDb db, long ticketId, long staffId, MessageKind kind, CancellationToken ct)
    {
        // The page saves what is typed at the same time: both want this row.
        await db.Database.ExecuteSqlAsync($"insert into tickets.drafts (ticket_id, staff_id, kind, text, files, at) values ({ticketId}, {staffId}, {Stored(kind)}, '', array[]::uuid[], {db.Clock.GetUtcNow()}) on conflict do nothing", ct);
        return (await db.Drafts.FindAsync([ticketId, staffId, kind], ct))!;
    }

    /// <summary>
    /// A form names its message. What it has stored already is answered when it comes again: whoever sent it first held the ticket until then. Other words under the
    /// same name, or words that were taken back, are another message, which gets a name of its own.
    /// </summary>
    public static async Task<(Message? There, Guid? Key)> Sent(this TicketsDb db, Guid? key, string body, long? by, CancellationToken ct)
    {
        if (key is null || await db.Messages.AsNoTracking().SingleOrDefaultAsync(m => m.PublicId == key, ct) is not { } there) return (null, key);
        return there.ById == by && there.WithdrawnAt is null && there.Body == body.Trim() ? (there, null) : (null, null);
    }

    /// <summary>The draft goes with the message, in the same save; its files go along with those that came with the form.</summary>
    public static async Task<IReadOnlyList<Guid>> SendDraft(this TicketsDb db, long ticketId, long staffId, MessageKind kind, IReadOnlyList<Guid> files, CancellationToken ct)
    {
        if (await db.Drafts.FindAsync([ticketId, staffId, kind], ct) is not { } draft) return files;
        db.Drafts.Remove(draft);
        return [.. draft.Files.Concat(files).Take(Draft.MostFiles)];
    }

    /// <summary>Remembers what a person resolves tickets of a category with, where both are asked.</summary>
    public static Task Remember(this TicketsDb db, long staffId, Ticket ticket, CancellationToken ct) => ticket is not { CauseId: { } causeId, ResolutionId: { } resolutionId } ? Task.CompletedTask : db.Database.ExecuteSqlAsync($"""
        insert into tickets.habits (staff_id, category_id, cause_id, resolution_id) values ({staffId}, {ticket.CategoryId ?? 0}, {causeId}, {resolutionId})
        on conflict (staff_id, category_id) do update set cause_id = excluded.cause_id, resolution_id = excluded.resolution_id
        where (habits.cause_id, habits.resolution_id) is distinct from (excluded.cause_id, excluded.resolution_id)
        """, ct);

    /// <summary>An enum as its column holds it.</summary>
    public static string Stored<T>(T value) where T : struct, Enum => SnakeCase.Of(value.ToString());
}
