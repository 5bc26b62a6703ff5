using System.Text.Json;
using Crm.Contracts.Surveys;
using Crm.Platform.Data;
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
    public enum Go { Next, Back, Stay, Keep }

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

    public sealed class Handler(Links links, KnownFacts facts, SurveysDb db, Waves.WavePulse pulse, InstallationZone zone, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var (token, opened) = await Open(request, now, cancellationToken);
            if (opened is null || opened.State != LinkState.Ready) return new(token, opened?.State, 0, null);
            var invitation = opened.Invitation!;
            var definition = opened.Definition;
            var (customer, known) = await links.Customer(invitation.CustomerId, cancellationToken);
            var draft = opened.Draft;
            var answers = new AnswerSheet(opened.Answers);

            var form = SurveyForm.At(definition, answers, known, request.Page, "");
            var errors = new Dictionary<string, string>();
            foreach (var item in form.Items)
                if (answers.Take(item, request.Typed.GetValueOrDefault(item.Key) ?? []) is { } wrong) errors[item.Key] = wrong;

            var shown = opened.Signer.Unseal(token, request.Shown) is { } at && at <= now ? at : now;
            var gap = now - shown;
            // What is kept while one types counts no time: the page that is sent at last does.
            var seconds = request.Go == Go.Keep ? 0 : (int)(gap < Cleaning.LongestGap ? gap : Cleaning.LongestGap).TotalSeconds;
            var active = (draft?.ActiveSeconds ?? 0) + seconds;
            var times = new SortedDictionary<string, int>(draft?.PageSeconds ?? []);
            if (seconds > 0) times[form.Dimension.Key] = times.GetValueOrDefault(form.Dimension.Key) + seconds;
            var started = opened.Wave.Anonymous ? zone.StartOf(zone.DayOf(now)) : draft?.StartedAt ?? shown;

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
                        var state = await Finish(opened, answers, customer, known, started, now, TimeSpan.FromSeconds(active), times, request.Language, cancellationToken);
                        await pulse.Beat(opened.Wave.Id, cancellationToken);
                        return new(token, state, 0, null);
                    }
                    (page, errors) = (open.Page, open.Errors);
                }
                else page = next;
            }
            else if (request.Go == Go.Back) page = Math.Max(0, form.Page - 1);

            await Keep(invitation, opened.Wave.Anonymous ? SealedSheet.Seal(answers, token) : answers, Math.Max(SurveyForm.PlaceOf(definition, answers, known, page), draft?.Page ?? 0), active, times, started, now, cancellationToken);
            if (draft is null) await pulse.Beat(opened.Wave.Id, cancellationToken);
            return request.Go == Go.Next && errors.Count > 0
                ? new(token, LinkState.Ready, page, SurveyForm.At(definition, answers, known, page, opened.Signer.Seal(token, now), errors) with { Facts = await facts.Of(definition, customer, invitation, cancellationToken), Offer = opened.Offer })
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

        async Task Keep(Invitation invitation, AnswerSheet answers, int page, int active, SortedDictionary<string, int> times, DateTimeOffset started, DateTimeOffset now, CancellationToken ct)
        {
            var (json, seconds) = (JsonSerializer.Serialize(answers, SurveysDb.Json), JsonSerializer.Serialize(times, SurveysDb.Json));
            // One that arrives with the end or after it, late from a pocket, leaves nothing behind: it waits for who finishes.
            await db.Database.ExecuteSqlAsync($"""
                insert into surveys.drafts (invitation_id, answers, page, active_seconds, page_seconds, started_at, updated_at)
                select id, {json}::jsonb, {page}, {active}, {seconds}::jsonb, {started}, {now} from surveys.invitations where id = {invitation.Id} and finished_at is null for share
                on conflict (invitation_id) do update set answers = excluded.answers, page = excluded.page, active_seconds = excluded.active_seconds, page_seconds = excluded.page_seconds, updated_at = excluded.updated_at
                """, ct);
            if (invitation.StartedAt is null) await db.Invitations.Where(i => i.Id == invitation.Id && i.StartedAt == null).ExecuteUpdateAsync(s => s.SetProperty(i => i.StartedAt, started), ct);
        }

        async Task<LinkState> Finish(Opened opened, AnswerSheet answers, Contracts.Customers.CustomerFacts? customer, IReadOnlySet<AskedFact> known, DateTimeOffset started, DateTimeOffset now, TimeSpan active, SortedDictionary<string, int> times, string language, CancellationToken ct)
        {
            var (invitation, wave) = (opened.Invitation!, opened.Wave);
            var day = zone.StartOf(zone.DayOf(now));
            var finished = wave.Anonymous ? day : now;
            var gift = wave.Gift;
            await using var transaction = wave.Tallies ? await db.Begin(ct) : null;
            if (wave.Tallies)
            {
                if (await Waves.WavePlaces.Take(db, wave, now, ct) is not { } given)
                {
                    await transaction!.CommitAsync(ct);
                    return await db.Invitations.AnyAsync(i => i.Id == invitation.Id && i.FinishedAt != null, ct) ? LinkState.Finished : LinkState.Full;
                }
                gift = given;
            }
            var response = Response.Finish(new Finished
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
                PageSeconds = times,
                Language = language,
                Source = ResponseSource.Link,
                LowMark = opened.Marks.LowMark,
                Cleaning = opened.Marks.Cleaning,
                Duplicate = opened.Marks.Duplicate,
                Gift = gift,
                Anonymous = wave.Anonymous,
                Day = day,
            });
            // Whoever sets the mark stores the answer. A second post of the same page waits for the first, finds the link spent and
            // leaves nothing, nor a place of the quota; the unique key on the answer's invitation stands behind it.
            var (reward, coupon) = (wave.Anonymous ? gift.Points : null, gift.Coupon?.Value);
            var spent = await db.InsertIfClaimed(
                $"update surveys.invitations set finished_at = {finished}, started_at = coalesce(started_at, {started}), reward = coalesce({reward}::bigint, reward), coupon = {coupon}::numeric where id = {invitation.Id} and finished_at is null and revoked_at is null returning id",
                $"delete from surveys.drafts d using claimed where d.invitation_id = claimed.id", response, ct);
            if (spent && transaction is not null) await transaction.CommitAsync(ct);
            return LinkState.Finished;
        }

        static Dictionary<string, string> Missing(IReadOnlyList<Item> items, AnswerSheet answers) =>
            items.Where(i => i.Required && !answers.ContainsKey(i.Key)).ToDictionary(i => i.Key, _ => "surveys.public.required");
    }
}
