using System.Text.Json;
using Crm.Contracts.Tickets;
using Crm.Platform.Files;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Tickets;

/// <summary>
/// Keeps what a person types on a ticket, while they type. What they have sent since the page was opened is no draft any more, however late the page tells it; what they have typed
/// elsewhere meanwhile is not written over.
/// </summary>
[Needs("tickets.write")]
internal static class KeepDraft
{
    /// <param name="Since">The latest message that the page shows.</param>
    /// <param name="Was">Version of the draft that the page goes on from; null: it knows of none.</param>
    /// <param name="Key">Of the form that it is typed into.</param>
    public sealed record Command(long Id, MessageKind Kind, string Text, long Since, string? Was = null, Guid? Key = null) : IRequest<Result>;

    /// <param name="Version">Of the draft as it stands now; null: there is none.</param>
    /// <param name="Sent">The message that it has become.</param>
    /// <param name="Other">The draft that was typed elsewhere, and stands.</param>
    public sealed record Result(string? Version, long? Sent, string? Other);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Kind).IsInEnum();
            RuleFor(c => c.Text).MaximumLength(Ticket.TextLength);
        }
    }

    internal sealed class Handler(TicketsDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        sealed record Told(bool Kept, long? Sent, string? Text, string? Version);

        public async Task<Result> Handle(Command c, CancellationToken ct)
        {
            var me = await db.ExpectDesk(c.Id, user, ct);
            var (kind, text, was, key) = (Desk.Stored(c.Kind), string.IsNullOrWhiteSpace(c.Text) ? "" : c.Text, c.Was ?? "", c.Key ?? Guid.Empty);
            // A form that is sent ends lines in its own way.
            var words = text.Trim().ReplaceLineEndings("\n");
            var json = await db.Database.SqlQuery<string>($"""
                with sent as (
                    select id from tickets.messages where ticket_id = {c.Id} and id > {c.Since} and by_id = {me} and kind = {kind} and withdrawn_at is null and replace(body, chr(13), '') = {words}
                    union all select id from tickets.messages where public_id = {key} and id > {c.Since} and by_id = {me} and withdrawn_at is null),
                kept as (
                    insert into tickets.drafts (ticket_id, staff_id, kind, text, files, at) select {c.Id}, {me}, {kind}, {text}, array[]::uuid[], {clock.GetUtcNow()} where not exists (select 1 from sent)
                    on conflict (ticket_id, staff_id, kind) do update set text = excluded.text, at = excluded.at where drafts.text in ('', excluded.text) or md5(drafts.text) = {was}
                    returning text)
                select json_build_object('kept', exists (select 1 from kept), 'sent', (select max(id) from sent), 'text', d.text, 'version', md5(d.text))::text as "Value"
                from (select coalesce((select text from kept), (select text from tickets.drafts where ticket_id = {c.Id} and staff_id = {me} and kind = {kind})) as text) d
                """).ToListAsync(ct);
            var told = JsonSerializer.Deserialize<Told>(json[0], JsonSerializerOptions.Web)!;
            if (told.Kept && text.Length == 0) await db.Database.ExecuteSqlAsync($"delete from tickets.drafts where ticket_id = {c.Id} and staff_id = {me} and kind = {kind} and text = '' and cardinality(files) = 0", ct);
            return new Result(told.Version, told.Sent, told.Kept || told.Sent is not null ? null : told.Text);
        }
    }

    /// <summary>Answers who writes, where one may write on the ticket.</summary>
    internal static async Task<long> ExpectDesk(this TicketsDb db, long ticketId, CurrentUser user, CancellationToken ct)
    {
        var me = user.Id ?? throw new ForbiddenException("tickets.write");
        var known = await db.Tickets.Within(user.ScopeOf("tickets.write")).AnyAsync(t => t.Id == ticketId && t.Status != TicketStatus.Archived && t.Status != TicketStatus.Merged, ct);
        return known ? me : throw new MissingException("Ticket", ticketId);
    }
}

/// <summary>Puts a file to a draft; it goes with the message.</summary>
[Needs("tickets.write")]
internal static class AttachToDraft
{
    /// <summary>Answers the files of the draft.</summary>
    /// <param name="File">Stored by the page.</param>
    public sealed record Command(long Id, MessageKind Kind, Guid File) : IRequest<IReadOnlyList<FileFacts>>;

    internal sealed class Handler(TicketsDb db, IFiles files, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, IReadOnlyList<FileFacts>>
    {
        public async Task<IReadOnlyList<FileFacts>> Handle(Command c, CancellationToken ct)
        {
            var me = await db.ExpectDesk(c.Id, user, ct);
            await using var transaction = await db.Begin(ct);
            // Several files dropped at once arrive side by side, each to be added to what the other has written.
            await db.Database.ExecuteSqlAsync($"insert into tickets.drafts (ticket_id, staff_id, kind, text, files, at) values ({c.Id}, {me}, {Desk.Stored(c.Kind)}, '', array[]::uuid[], {clock.GetUtcNow()}) on conflict (ticket_id, staff_id, kind) do update set at = excluded.at", ct);
            var draft = (await db.Drafts.FindAsync([c.Id, me, c.Kind], ct))!;
            if (draft.Files.Length >= Draft.MostFiles) throw new RuleException("tickets.draft.files", "File", Draft.MostFiles);
            draft.Attach(c.File, clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return await files.InOrder(draft.Files, ct);
        }
    }

    /// <summary>What is known of these files, in their order.</summary>
    internal static async Task<IReadOnlyList<FileFacts>> InOrder(this IFiles files, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        if (ids.Count == 0) return [];
        var known = await files.Of(ids, ct);
        return [.. ids.Where(known.ContainsKey).Select(id => known[id])];
    }
}

/// <summary>Takes a file off a draft, and away.</summary>
[Needs("tickets.write")]
internal static class DetachFromDraft
{
    /// <summary>Answers the files that remain.</summary>
    public sealed record Command(long Id, MessageKind Kind, Guid File) : IRequest<IReadOnlyList<FileFacts>>;

    internal sealed class Handler(TicketsDb db, IFiles files, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, IReadOnlyList<FileFacts>>
    {
        public async Task<IReadOnlyList<FileFacts>> Handle(Command c, CancellationToken ct)
        {
            var me = await db.ExpectDesk(c.Id, user, ct);
            if (await db.Drafts.FindAsync([c.Id, me, c.Kind], ct) is not { } draft || !draft.Files.Contains(c.File)) throw new MissingException("File", c.File);
            draft.Detach(c.File, clock.GetUtcNow());
            if (draft.IsEmpty) db.Drafts.Remove(draft);
            await db.SaveChangesAsync(ct);
            await files.DropUnlessSent(db, [c.File], ct);
            return await files.InOrder(draft.Files, ct);
        }
    }

    /// <summary>Files of a reply that was taken back are still its own.</summary>
    internal static async Task DropUnlessSent(this IFiles files, TicketsDb db, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        if (ids.Count == 0) return;
        var sent = await db.Set<MessageFile>().Where(f => ids.Contains(f.FileId)).Select(f => f.FileId).ToListAsync(ct);
        foreach (var id in ids.Except(sent)) await files.Delete(id, ct);
    }
}

/// <summary>Throws a draft away.</summary>
[Needs("tickets.write")]
internal static class DiscardDraft
{
    public sealed record Command(long Id, MessageKind Kind) : IRequest;

    internal sealed class Handler(TicketsDb db, IFiles files, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var me = await db.ExpectDesk(c.Id, user, ct);
            if (await db.Drafts.FindAsync([c.Id, me, c.Kind], ct) is not { } draft) return Unit.Value;
            db.Drafts.Remove(draft);
            await db.SaveChangesAsync(ct);
            await files.DropUnlessSent(db, draft.Files, ct);
            return Unit.Value;
        }
    }
}
