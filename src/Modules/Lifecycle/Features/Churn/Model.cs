using System.Text.Json;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain.Churn;
using Crm.Lifecycle.Domain.Models;
using Crm.Platform.Events;
using Crm.Platform.Jobs;
using Crm.Platform.Settings;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Features.Churn;

/// <summary>What the models have found, how good they are on data they had not seen, and how that has changed from fit to fit.</summary>
[Needs("lifecycle.read")]
internal static class ShowModels
{
    public sealed record Query : IRequest<Result>;

    public sealed record Result(ChurnTerms Terms, PurchaseFitResult? Bg, PurchaseFitResult? Mbg, GammaGamma.Fit? Spend, ValueFitResult? Value, ChurnFitResult? Churn, DateTimeOffset? At, IReadOnlyList<Past> History);

    /// <summary>One night: the parameters of BG/NBD, and what the regression was worth.</summary>
    public sealed record Past(DateTimeOffset At, double Seconds, PurchaseFitResult? Bg, RiskMethod? Method, double? Auc);

    public sealed class Handler(LifecycleDb db, Scoring scoring, ISettings settings) : IRequestHandler<Query, Result>
    {
        const int Nights = 30;

        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var fits = await scoring.Latest(ct);
            var nights = await db.ModelFits.Select(f => f.At).Distinct().OrderByDescending(a => a).Take(Nights).ToListAsync(ct);
            var oldest = nights.LastOrDefault();
            var rows = await db.ModelFits.AsNoTracking().Where(f => f.At >= oldest).ToListAsync(ct);
            return new(await settings.Churn(ct), fits.Bg, fits.Mbg, fits.Spend, fits.Value, fits.Churn, fits.At, [.. nights.Select(at =>
            {
                var night = rows.Where(r => r.At == at).GroupBy(r => r.Kind).ToDictionary(g => g.Key, g => g.MaxBy(r => r.Id)!);
                T? Of<T>(FitKind kind) where T : class => night.TryGetValue(kind, out var row) ? JsonSerializer.Deserialize<T?>(row.Result, EventTypes.Json) : null;
                var churn = Of<ChurnFitResult>(FitKind.Churn);
                return new Past(at, night.Values.Sum(r => r.Seconds), Of<PurchaseFitResult>(FitKind.BgNbd), churn?.Method, churn?.Qualities.FirstOrDefault(q => q.Name == "regression")?.Auc?.Auc);
            })]);
        }
    }
}

/// <summary>Fits and scores now, in the background. Answers with the job.</summary>
[Needs("churn.manage")]
internal static class ScoreNow
{
    public sealed record Command : IRequest<long>;

    public sealed class Handler(LifecycleDb db, CurrentUser user) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken ct)
        {
            var job = db.Enqueue<ScoreJob, ScoreJob.Args>(new(), "churn.job", user.Id);
            await db.SaveChangesAsync(ct);
            return job.Id;
        }
    }
}

/// <summary>Changes what churned means, where the classes begin, and how values are worked out. What is shown follows with the next scoring.</summary>
[Needs("churn.manage")]
internal static class ChangeChurnTerms
{
    public sealed record Query : IRequest<Command>;

    public sealed record Command : IRequest<Unit>
    {
        public int HorizonDays { get; init; }
        public int HighPercent { get; init; }
        public int MediumPercent { get; init; }
        public int HighPoints { get; init; }
        public int MediumPoints { get; init; }
        public int WatchPoints { get; init; }
        public string? Currency { get; init; }
        public decimal? MarginPercent { get; init; }
        public decimal DiscountPercent { get; init; }
        public int Months { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.HorizonDays).InclusiveBetween(7, 365);
            RuleFor(c => c.HighPercent).InclusiveBetween(1, 100).GreaterThan(c => c.MediumPercent);
            RuleFor(c => c.MediumPercent).InclusiveBetween(1, 100);
            RuleFor(c => c.HighPoints).InclusiveBetween(1, 100).GreaterThan(c => c.MediumPoints);
            RuleFor(c => c.MediumPoints).InclusiveBetween(1, 100).GreaterThan(c => c.WatchPoints);
            RuleFor(c => c.WatchPoints).InclusiveBetween(1, 100);
            RuleFor(c => c.Currency).Matches("^[A-Za-z]{3}$").When(c => !string.IsNullOrEmpty(c.Currency));
            RuleFor(c => c.MarginPercent).InclusiveBetween(0.1m, 100);
            RuleFor(c => c.DiscountPercent).InclusiveBetween(0, 100);
            RuleFor(c => c.Months).InclusiveBetween(1, 120);
        }
    }

    public sealed class Loader(ISettings settings) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken ct)
        {
            var (t, v) = (await settings.Churn(ct), await settings.Get(ValueTerms.Setting, ValueTerms.Default, ct));
            return new() { HorizonDays = t.HorizonDays, HighPercent = t.HighPercent, MediumPercent = t.MediumPercent, HighPoints = t.HighPoints, MediumPoints = t.MediumPoints, WatchPoints = t.WatchPoints, Currency = v.Currency, MarginPercent = v.MarginPercent, DiscountPercent = v.DiscountPercent, Months = v.Months };
        }
    }

    public sealed class Handler(ISettings settings) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var churned = (await settings.Churn(ct)).ChurnedDays;
            if (c.HorizonDays > churned) throw new RuleException("churn.settings.tooFar", nameof(c.HorizonDays), churned);
            await settings.Set(ChurnTerms.Setting, new ChurnTerms { HorizonDays = c.HorizonDays, HighPercent = c.HighPercent, MediumPercent = c.MediumPercent, HighPoints = c.HighPoints, MediumPoints = c.MediumPoints, WatchPoints = c.WatchPoints }, ct);
            await settings.Set(ValueTerms.Setting, new ValueTerms { Currency = string.IsNullOrWhiteSpace(c.Currency) ? null : c.Currency.ToUpperInvariant(), MarginPercent = c.MarginPercent, DiscountPercent = c.DiscountPercent, Months = c.Months }, ct);
            return Unit.Value;
        }
    }
}

[Needs("lifecycle.read")]
internal sealed class ModelPage : CrmPage
{
    public ShowModels.Result Models { get; private set; } = null!;

    public async Task OnGetAsync() => Models = await Send(new ShowModels.Query());
}

[Needs("churn.manage")]
internal sealed class ScorePage : CrmPage
{
    public void OnGet() { }

    public Task<IActionResult> OnPostAsync() => Try(async () => Done($"/jobs/{await Send(new ScoreNow.Command())}"), () => Task.FromResult<IActionResult>(Page()), prefix: "");
}

[Needs("churn.manage")]
internal sealed class SettingsPage : FormPage<ChangeChurnTerms.Command>
{
    protected override Task<ChangeChurnTerms.Command> Load() => Send(new ChangeChurnTerms.Query());

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/churn/model", "churn.settings.saved");
    }
}
