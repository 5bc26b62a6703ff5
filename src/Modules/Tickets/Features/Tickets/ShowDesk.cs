using System.Text.Json;
using Crm.Contracts.Staff;
using Crm.Platform.Files;
using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Progress;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Tickets;

/// <summary>What belongs to the reader and the moment on a ticket's page: drafts, codes with those used last, who else is there, whether the customer is reached by mail.</summary>
[Needs("tickets.read")]
internal static class ShowDesk
{
    /// <param name="Ticket">As the reader sees it: the codes of its category are offered.</param>
    public sealed record Query(ViewTicket.Result Ticket) : IRequest<Result>;

    public sealed record Result
    {
        public IReadOnlyList<DraftLine> Drafts { get; init; } = [];
        public IReadOnlyList<Choice> Causes { get; init; } = [];
        public IReadOnlyList<Choice> Resolutions { get; init; } = [];
        public long? CauseId { get; init; }
        public long? ResolutionId { get; init; }
        public IReadOnlyList<OtherLine> Others { get; init; } = [];
        /// <summary>What the reader may say to the customer goes to nobody by mail.</summary>
        public bool Unmailed { get; init; }

        public DraftLine? Of(MessageKind kind) => Drafts.FirstOrDefault(d => d.Kind == kind);
    }

    public sealed record DraftLine(MessageKind Kind, string Text, IReadOnlyList<FileFacts> Files, DateTimeOffset At, string Version);

    /// <summary>A colleague who has the ticket open.</summary>
    public sealed record OtherLine(string Name, bool Typing);

    // As the database answers.
    sealed record Found(IReadOnlyList<FoundDraft> Drafts, IReadOnlyList<FoundCode> Codes, IReadOnlyList<FoundOther> Others, FoundHabit? Habit);
    sealed record FoundDraft(MessageKind Kind, string Text, Guid[] Files, DateTimeOffset At, string Version);
    sealed record FoundCode(long Id, CodeKind Kind, string Name);
    sealed record FoundOther(long StaffId, bool Typing);
    sealed record FoundHabit(long CauseId, long ResolutionId);

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    internal sealed class Handler(TicketsDb db, CustomerMail mail, IStaffDirectory staff, IFiles files, CurrentUser user, Texts texts, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var t = q.Ticket;
            var (me, category, now) = (user.Id ?? 0, t.CategoryId ?? 0, clock.GetUtcNow());
            var (there, typing, zh) = (now - Presence.Stale, now - Presence.TypingFor, user.Language == "zh-CN");
            // What the reader used last in this category, else a colleague did, else they did in another.
            var json = await db.Database.SqlQuery<string>($"""
                select json_build_object(
                    'drafts', coalesce((select json_agg(d) from (select kind, text, files, at, md5(text) as version from tickets.drafts where ticket_id = {t.Id} and staff_id = {me}) d), '[]'),
                    'codes', coalesce((select json_agg(c) from (select id, kind, case when {zh} then name_zh else name end as name from tickets.codes where active order by position) c), '[]'),
                    'others', coalesce((select json_agg(p) from (select staff_id, coalesce(typing_at > {typing}, false) as typing from tickets.presence where ticket_id = {t.Id} and staff_id <> {me} and seen_at > {there} order by staff_id) p), '[]'),
                    'habit', (select row_to_json(h) from (select cause_id, resolution_id from tickets.habits where category_id = {category} or staff_id = {me}
                        order by category_id = {category} desc, staff_id = {me} desc, staff_id, category_id limit 1) h))::text as "Value"
                """).ToListAsync(ct);
            var found = JsonSerializer.Deserialize<Found>(json[0], Json)!;
            var (people, attached) = (await staff.Everyone(ct), await files.InOrder([.. found.Drafts.SelectMany(d => d.Files)], ct));
            var offered = found.Codes.Select(c => c.Id).ToHashSet();
            return new Result
            {
                Drafts = [.. found.Drafts.Select(d => new DraftLine(d.Kind, d.Text, [.. attached.Where(f => d.Files.Contains(f.Id))], d.At, d.Version))],
                Causes = Of(CodeKind.Cause), Resolutions = Of(CodeKind.Resolution),
                CauseId = found.Habit is { } h && offered.Contains(h.CauseId) ? h.CauseId : null,
                ResolutionId = found.Habit is { } g && offered.Contains(g.ResolutionId) ? g.ResolutionId : null,
                Others = [.. found.Others.Select(o => new OtherLine(people.GetValueOrDefault(o.StaffId)?.Name ?? texts["tickets.someone"], o.Typing))],
                Unmailed = t.MayWrite && !t.IsClosed && !await mail.Reaches(t.Channel, t.CustomerId, t.ContactId, ct),
            };

            IReadOnlyList<Choice> Of(CodeKind kind) => [.. found.Codes.Where(c => c.Kind == kind).Select(c => new Choice(c.Id, c.Name))];
        }
    }
}
