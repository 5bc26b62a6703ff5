using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Pretests;

/// <summary>A tester's form: one question at a time, with sample facts and a field for remarks. Opening it changes nothing.</summary>
[OpenToAll("whoever holds a tester's link may try the questions")]
internal static class FillPretest
{
    public sealed record Query(string Token, int? Page, string Language) : IRequest<View>;

    public sealed record Command : IRequest<View>
    {
        public string Token { get; init; } = "";
        public int Page { get; init; }
        public SubmitPage.Go Go { get; init; }
        public string? Shown { get; init; }
        public string Language { get; init; } = "en";
        public IReadOnlyDictionary<string, string?[]> Typed { get; init; } = new Dictionary<string, string?[]>();

        /// <summary>Remarks by item key.</summary>
        public IReadOnlyDictionary<string, string?> Remarks { get; init; } = new Dictionary<string, string?>();
    }

    public enum Stand { Unknown, Open, Closed, Finished }

    /// <param name="Form">The page to show; after a post that was taken, null.</param>
    /// <param name="Page">Where to go on after a post.</param>
    public sealed record View(Stand Stand, SurveyForm? Form, IReadOnlyDictionary<string, string> Remarks, int Page, LocalText? Title);

    public sealed class Handler(SurveysDb db, Links links, TimeProvider clock) : IRequestHandler<Query, View>, IRequestHandler<Command, View>
    {
        static readonly HashSet<AskedFact> Nothing = [];

        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var (stand, tester, pretest) = await Follow(request.Token, cancellationToken);
            if (stand != Stand.Open) return new(stand, null, new Dictionary<string, string>(), 0, pretest?.Definition.Title);
            var definition = Pretest.OneByOne(pretest!.Definition);
            var form = SurveyForm.At(definition, tester!.Answers, Nothing, Math.Min(request.Page ?? int.MaxValue, tester.Page), (await links.Signer(cancellationToken)).Seal(request.Token, clock.GetUtcNow()));
            return await Shown(form, tester, request.Language, cancellationToken);
        }

        public async Task<View> Handle(Command request, CancellationToken cancellationToken)
        {
            // The same page sent twice at once: one after the other.
            await using var transaction = await db.Begin(cancellationToken);
            await db.Database.ExecuteSqlAsync($"select 1 from surveys.pretest_testers where token = {request.Token} for update", cancellationToken);
            var (stand, tester, pretest) = await Follow(request.Token, cancellationToken);
            if (stand != Stand.Open) return new(stand, null, new Dictionary<string, string>(), 0, pretest?.Definition.Title);
            var now = clock.GetUtcNow();
            var signer = await links.Signer(cancellationToken);
            var definition = Pretest.OneByOne(pretest!.Definition);
            var answers = new AnswerSheet(tester!.Answers);
            var form = SurveyForm.At(definition, answers, Nothing, Math.Min(request.Page, tester.Page), "");
            var item = form.Items[0];
            var wrong = answers.Take(item, request.Typed.GetValueOrDefault(item.Key) ?? []);
            var shown = signer.Unseal(request.Token, request.Shown) is { } at && at <= now ? at : now;
            var gap = now - shown;
            var seconds = (int)(gap < Cleaning.LongestGap ? gap : Cleaning.LongestGap).TotalSeconds;

            await Remark(tester, item, request.Remarks.GetValueOrDefault(item.Key), now, cancellationToken);
            var page = form.Page;
            var finished = false;
            if (request.Go == SubmitPage.Go.Back) page = Math.Max(0, page - 1);
            else if (request.Go == SubmitPage.Go.Next && wrong is null)
            {
                var after = definition.PagesFor(answers, Nothing);
                page = after.ToList().FindIndex(p => p.Dimension.Key == form.Dimension.Key) + 1;
                finished = page >= after.Count;
            }
            tester.Keep(answers, item.Key, seconds, finished ? form.Page : page, request.Language, now);
            if (finished) tester.Finish(now);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            if (finished) return new(Stand.Finished, null, new Dictionary<string, string>(), 0, definition.Title);
            if (request.Go != SubmitPage.Go.Next || wrong is null) return new(Stand.Open, null, new Dictionary<string, string>(), page, definition.Title);
            return await Shown(SurveyForm.At(definition, answers, Nothing, page, signer.Seal(request.Token, now), new Dictionary<string, string> { [item.Key] = wrong }), tester, request.Language, cancellationToken);
        }

        async Task<(Stand, PretestTester?, Pretest?)> Follow(string token, CancellationToken ct)
        {
            if (!(await links.Signer(ct)).IsGenuine(token)) return (Stand.Unknown, null, null);
            var tester = await db.PretestTesters.SingleOrDefaultAsync(t => t.Token == token, ct);
            if (tester is null) return (Stand.Unknown, null, null);
            var pretest = await db.Pretests.AsNoTracking().SingleAsync(p => p.Id == tester.PretestId, ct);
            return (tester.FinishedAt is not null ? Stand.Finished : pretest.ClosedAt is not null ? Stand.Closed : Stand.Open, tester, pretest);
        }

        async Task Remark(PretestTester tester, Item item, string? text, DateTimeOffset now, CancellationToken ct)
        {
            text = (text ?? "").Trim().Replace("\0", "", StringComparison.Ordinal);
            if (text.Length > PretestRemark.Longest) text = text[..PretestRemark.Longest];
            var old = await db.PretestRemarks.SingleOrDefaultAsync(r => r.TesterId == tester.Id && r.Item == item.Key, ct);
            if (old is null && text.Length > 0) db.PretestRemarks.Add(PretestRemark.By(tester, item.Key, text, now));
            else if (old is not null && text.Length == 0) db.PretestRemarks.Remove(old);
            else old?.Say(text, now);
        }

        async Task<View> Shown(SurveyForm form, PretestTester tester, string language, CancellationToken ct)
        {
            var keys = form.Items.Select(i => i.Key).ToList();
            var remarks = await db.PretestRemarks.Where(r => r.TesterId == tester.Id && keys.Contains(r.Item)).ToDictionaryAsync(r => r.Item, r => r.Text, ct);
            return new(Stand.Open, form with { Facts = PipedFacts.Sample(language) }, remarks, form.Page, form.Definition.Title);
        }
    }
}
