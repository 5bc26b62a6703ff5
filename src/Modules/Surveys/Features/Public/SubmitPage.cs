using System.Text.Json;
using Crm.Contracts.Surveys;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Public;

/// <summary>Takes one page of answers: keeps it, and on the last one finishes the survey and spends the link.</summary>
[OpenToAll("whoever holds the link may answer")]
internal static class SubmitPage
{
    /// <summary>What the person pressed.</summary>
    public enum Go { Next, Back, Stay }

    public sealed record Command : IRequest<Result>
    {
        public string Token { get; init; } = "";

        /// <summary>Personal token handed out with the first page of a public link.</summary>
        public string? Own { get; init; }

        public int Page { get; init; }
        public Go Go { get; init; }
        public string? Shown { get; init; }
        public string Language { get; init; } = "en";

        /// <summary>Typed values by item key.</summary>
        public IReadOnlyDictionary<string, string?[]> Typed { get; init; } = new Dictionary<string, string?[]>();
    }

    /// <param name="Token">Where to go on.</param>
    /// <param name="Form">Set when something has to be corrected.</param>
    public sealed record Result(string Token, LinkState? State, int Page, SurveyForm? Form);

    public sealed class Handler(Links links, SurveysDb db, InstallationZone zone, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var (token, opened) = await Open(request, now, cancellationToken);
            if (opened is null || opened.State != LinkState.Ready) return new(token, opened?.State, 0, null);
            var invitation = opened.Invitation!;
            var definition = opened.Definition;
            var (customer, known) = await links.Customer(invitation.CustomerId, cancellationToken);
            var draft = await db.Drafts.AsNoTracking().SingleOrDefaultAsync(d => d.InvitationId == invitation.Id, cancellationToken);
            var answers = new AnswerSheet(draft?.Answers ?? []);

            var form = SurveyForm.At(definition, answers, known, request.Page, "");
            var errors = new Dictionary<string, string>();
            foreach (var item in form.Items)
                if (answers.Take(item, request.Typed.GetValueOrDefault(item.Key) ?? []) is { } wrong) errors[item.Key] = wrong;

            var shown = opened.Signer.Unseal(token, request.Shown) is { } at && at <= now ? at : now;
            var gap = now - shown;
            var active = (draft?.ActiveSeconds ?? 0) + (int)(gap < Cleaning.LongestGap ? gap : Cleaning.LongestGap).TotalSeconds;
            var started = draft?.StartedAt ?? shown;

            var page = form.Page;
            if (request.Go == Go.Next && errors.Count == 0)
            {
                // What was just answered may show or hide later pages.
                var after = definition.PagesFor(answers, known);
                var next = after.ToList().FindIndex(p => p.Dimension.Key == form.Dimension.Key) + 1;
                if (next >= after.Count)
                {
                    var open = after.Select((p, i) => (Page: i, Errors: Missing(p.Items, answers))).FirstOrDefault(p => p.Errors.Count > 0);
                    if (open.Errors is null)
                    {
                        await Finish(opened, answers, customer, known, started, now, TimeSpan.FromSeconds(active), request.Language, cancellationToken);
                        return new(token, LinkState.Finished, 0, null);
                    }
                    (page, errors) = (open.Page, open.Errors);
                }
                else page = next;
            }
            else if (request.Go == Go.Back) page = Math.Max(0, form.Page - 1);

            await Keep(invitation.Id, answers, Math.Max(page, draft?.Page ?? 0), active, started, now, cancellationToken);
            return request.Go == Go.Next && errors.Count > 0
                ? new(token, LinkState.Ready, page, SurveyForm.At(definition, answers, known, page, opened.Signer.Seal(token, now), errors))
                : new(token, LinkState.Ready, page, null);
        }

        async Task<(string Token, Opened? Opened)> Open(Command request, DateTimeOffset now, CancellationToken ct)
        {
            var opened = await links.Follow(request.Token, ct);
            if (opened is not { State: LinkState.Ready, Invitation: null }) return (request.Token, opened);
            // First post through a public link: from here on the person has a link of their own.
            if (!opened.Signer.IsGenuine(request.Own)) return (request.Token, null);
            if (await links.Follow(request.Own, ct) is { } earlier) return (request.Own!, earlier.Invitation is null ? null : earlier);
            // The same page sent twice at once makes one link. It lives as long as its wave.
            await db.Database.ExecuteSqlAsync($"""
                insert into surveys.invitations (wave_id, survey_id, version_id, language, token_hash, delivery, created_at)
                values ({opened.Wave.Id}, {opened.Wave.SurveyId}, {opened.VersionId}, {request.Language}, {LinkSigner.HashOf(request.Own!)}, 'public_link', {now})
                on conflict (token_hash) do nothing
                """, ct);
            return (request.Own!, await links.Follow(request.Own, ct));
        }

        async Task Keep(long invitation, AnswerSheet answers, int page, int active, DateTimeOffset started, DateTimeOffset now, CancellationToken ct)
        {
            var json = JsonSerializer.Serialize(answers, SurveysDb.Json);
            await db.Database.ExecuteSqlAsync($"""
                insert into surveys.drafts (invitation_id, answers, page, active_seconds, started_at, updated_at)
                values ({invitation}, {json}::jsonb, {page}, {active}, {started}, {now})
                on conflict (invitation_id) do update set answers = excluded.answers, page = excluded.page, active_seconds = excluded.active_seconds, updated_at = excluded.updated_at
                """, ct);
            await db.Invitations.Where(i => i.Id == invitation && i.StartedAt == null).ExecuteUpdateAsync(s => s.SetProperty(i => i.StartedAt, started), ct);
        }

        async Task Finish(Opened opened, AnswerSheet answers, Contracts.Customers.CustomerFacts? customer, IReadOnlySet<AskedFact> known, DateTimeOffset started, DateTimeOffset now, TimeSpan active, string language, CancellationToken ct)
        {
            var invitation = opened.Invitation!;
            // Read in one question, not two.
            var before = await db.Surveys.Where(s => s.Id == invitation.SurveyId).Select(s => new
            {
                s.LowMark,
                Duplicate = invitation.CustomerId != null && db.Responses.Any(r => r.WaveId == invitation.WaveId && r.CustomerId == invitation.CustomerId && r.ContactId == invitation.ContactId && r.TicketId == invitation.TicketId),
            }).SingleAsync(ct);
            await using var transaction = await db.Begin(ct);
            // Whoever sets the mark first stores the answer; a second post of the same page waits here and finds the link
            // spent. The unique key on the answer's invitation stands behind it. The draft goes in the same statement.
            var first = (await db.Database.SqlQuery<int>($"""
                with spent as (update surveys.invitations set finished_at = {now}, started_at = coalesce(started_at, {started}) where id = {invitation.Id} and finished_at is null and revoked_at is null returning id),
                gone as (delete from surveys.drafts d using spent where d.invitation_id = spent.id)
                select count(*)::int as "Value" from spent
                """).ToListAsync(ct)).Single(); // composed further it would be no statement of its own
            if (first == 0) return;
            db.Responses.Add(Response.Finish(new Finished
            {
                SurveyId = invitation.SurveyId,
                VersionId = opened.VersionId,
                Definition = opened.Definition,
                WaveId = invitation.WaveId,
                Invitation = invitation,
                Customer = customer,
                Snapshot = Snapshot.Of(customer, zone.DayOf(now)),
                Known = known,
                Answers = answers,
                StartedAt = started,
                At = now,
                Active = active,
                Language = language,
                Source = ResponseSource.Link,
                LowMark = before.LowMark,
                Duplicate = before.Duplicate,
            }));
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        static Dictionary<string, string> Missing(IReadOnlyList<Item> items, AnswerSheet answers) =>
            items.Where(i => i.Required && !answers.ContainsKey(i.Key)).ToDictionary(i => i.Key, _ => "surveys.public.required");
    }
}
