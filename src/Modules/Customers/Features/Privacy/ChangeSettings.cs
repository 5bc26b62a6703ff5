using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain.Privacy;
using Crm.Platform.Settings;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Privacy;

/// <summary>Times, limits, lawful bases and retention, as the installation wants them.</summary>
[Needs("privacy.manage")]
internal static class ChangeSettings
{
    public sealed record Query : IRequest<Command>;

    public sealed record Command : IRequest<Unit>
    {
        public int RevealMinutes { get; init; } = 30;
        public int RightsDays { get; init; } = 15;
        public int KeepOrdersYears { get; init; } = 3;
        public int UnusualReveals { get; init; } = 20;
        public int UnusualRows { get; init; } = 10_000;
        public int DigitSearches { get; init; } = 30;

        /// <summary>Months after which sent mails are deleted; null keeps them.</summary>
        public int? MailMonths { get; init; }

        /// <summary>Months after which it is forgotten who looked.</summary>
        public int? LookMonths { get; init; } = 36;

        /// <summary>Months after which the rows of a file that was imported are deleted; the customers they became stay.</summary>
        public int? ImportMonths { get; init; } = 12;

        public LawfulBasis Survey { get; init; }
        public LawfulBasis Care { get; init; }
        public LawfulBasis Marketing { get; init; }
        public LawfulBasis Loyalty { get; init; }
        public LawfulBasis Profiling { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.RevealMinutes).InclusiveBetween(1, 480);
            RuleFor(c => c.RightsDays).InclusiveBetween(1, 60);
            RuleFor(c => c.KeepOrdersYears).InclusiveBetween(0, 30);
            RuleFor(c => c.UnusualReveals).InclusiveBetween(1, 10_000);
            RuleFor(c => c.UnusualRows).InclusiveBetween(1, 10_000_000);
            RuleFor(c => c.DigitSearches).InclusiveBetween(1, 10_000);
            RuleFor(c => c.MailMonths).InclusiveBetween(1, 240);
            RuleFor(c => c.LookMonths).InclusiveBetween(6, 240);
            RuleFor(c => c.ImportMonths).InclusiveBetween(1, 240);
            RuleFor(c => c.Survey).IsInEnum();
            RuleFor(c => c.Care).IsInEnum();
            RuleFor(c => c.Marketing).IsInEnum();
            RuleFor(c => c.Loyalty).IsInEnum();
            RuleFor(c => c.Profiling).IsInEnum();
        }
    }

    public sealed class Loader(ISettings settings, Consents consents) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken ct)
        {
            var bases = await consents.Bases(ct);
            var shipped = new Command();
            return new()
            {
                RevealMinutes = await settings.Get(PrivacySettings.RevealMinutes, shipped.RevealMinutes, ct), RightsDays = await settings.Get(PrivacySettings.RightsDays, shipped.RightsDays, ct),
                KeepOrdersYears = await settings.Get(PrivacySettings.KeepOrdersYears, shipped.KeepOrdersYears, ct), UnusualReveals = await settings.Get(PrivacySettings.UnusualReveals, shipped.UnusualReveals, ct),
                UnusualRows = await settings.Get(PrivacySettings.UnusualRows, shipped.UnusualRows, ct), DigitSearches = await settings.Get(PrivacySettings.DigitSearches, shipped.DigitSearches, ct),
                MailMonths = await settings.Get(PrivacySettings.MailMonths, shipped.MailMonths, ct), LookMonths = await settings.Get(PrivacySettings.LookMonths, shipped.LookMonths, ct),
                ImportMonths = await settings.Get(PrivacySettings.ImportMonths, shipped.ImportMonths, ct),
                Survey = Lawfulness.Of(Purpose.Survey, bases), Care = Lawfulness.Of(Purpose.Care, bases), Marketing = Lawfulness.Of(Purpose.Marketing, bases),
                Loyalty = Lawfulness.Of(Purpose.Loyalty, bases), Profiling = Lawfulness.Of(Purpose.Profiling, bases),
            };
        }
    }

    public sealed class Handler(CustomersDb db, Consents consents, ISettings settings) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            await settings.Set(PrivacySettings.RevealMinutes, c.RevealMinutes, ct);
            await settings.Set(PrivacySettings.RightsDays, c.RightsDays, ct);
            await settings.Set(PrivacySettings.KeepOrdersYears, c.KeepOrdersYears, ct);
            await settings.Set(PrivacySettings.UnusualReveals, c.UnusualReveals, ct);
            await settings.Set(PrivacySettings.UnusualRows, c.UnusualRows, ct);
            await settings.Set(PrivacySettings.DigitSearches, c.DigitSearches, ct);
            await settings.Set(PrivacySettings.MailMonths, c.MailMonths, ct);
            await settings.Set(PrivacySettings.LookMonths, c.LookMonths, ct);
            await settings.Set(PrivacySettings.ImportMonths, c.ImportMonths, ct);
            var profiling = Lawfulness.Of(Purpose.Profiling, await consents.Bases(ct));
            await settings.Set(PrivacySettings.Bases, new Dictionary<Purpose, LawfulBasis>
            {
                [Purpose.Survey] = c.Survey, [Purpose.Care] = c.Care, [Purpose.Marketing] = c.Marketing, [Purpose.Loyalty] = c.Loyalty, [Purpose.Profiling] = c.Profiling,
            }, ct);
            // Another basis may allow what was not allowed, of everybody: the facts follow with the next sweep.
            if (profiling != c.Profiling) await db.Database.ExecuteSqlAsync($"insert into customers.stale_facts (customer_id) select id from customers.customers where merged_into_id is null", ct);
            return Unit.Value;
        }
    }
}
