using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Customers;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;

namespace Crm.Customers.Features.Usages;

/// <summary>Writes down that a customer used a product or a service. The same use of the same source told again changes nothing.</summary>
[Needs("customers.write")]
internal static class RecordUsage
{
    public sealed record Command : IRequest<UsageIntake.Kept>
    {
        public long CustomerId { get; init; }

        /// <summary>Product or service.</summary>
        public string? Product { get; init; }

        /// <summary>Left out: now.</summary>
        public DateTimeOffset? UsedAt { get; init; }

        /// <summary>Left out: 1.</summary>
        public decimal? Quantity { get; init; }

        /// <summary>Of the quantity: "min", "GB"; left out: times.</summary>
        public string? Unit { get; init; }

        public string? Source { get; init; }

        /// <summary>Id in the source, by which a repeat is known.</summary>
        public string? ExternalId { get; init; }

        internal UsageFacts ToFacts(DateTimeOffset now) => new(
            Product!.Trim(), (UsedAt ?? now).ToUniversalTime(), decimal.Round(Quantity ?? 1, 3), CustomerInput.Blank(Unit), CustomerInput.Blank(Source) ?? Usage.Manual, CustomerInput.Blank(ExternalId));
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts, TimeProvider clock)
        {
            RuleFor(u => u.CustomerId).GreaterThan(0);
            RuleFor(u => u.Product).NotEmpty().MaximumLength(200);
            RuleFor(u => u.UsedAt).Must(at => at is null || (at <= clock.GetUtcNow().AddDays(1) && at.Value.Year >= 1970)).WithMessage(_ => texts["customers.usage.future"]);
            RuleFor(u => u.Quantity).InclusiveBetween(0, 1_000_000_000);
            RuleFor(u => u.Unit).MaximumLength(30);
            RuleFor(u => u.Source).MaximumLength(60);
            RuleFor(u => u.ExternalId).MaximumLength(100);
        }
    }

    public sealed class Handler(CustomersDb db, UsageIntake intake, TimeProvider clock) : IRequestHandler<Command, UsageIntake.Kept>
    {
        public async Task<UsageIntake.Kept> Handle(Command command, CancellationToken ct)
        {
            if (!(await intake.Receivers([command.CustomerId], ct)).TryGetValue(command.CustomerId, out var customer)) throw new MissingException("Customer", command.CustomerId);
            await using var transaction = await db.Begin(ct);
            var facts = command.ToFacts(clock.GetUtcNow());
            var kept = (await intake.Keep([(customer, facts)], ct))[0];
            if (kept.CustomerId != customer) throw new DuplicateException("customers.usage.elsewhere", null) { MayInsist = false };
            if (kept.Fresh) db.Record(nameof(RecordUsage), nameof(Usage), kept.Id, facts, customer);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return kept;
        }
    }
}
