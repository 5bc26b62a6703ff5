using Crm.Contracts.Staff;
using Crm.Platform.Settings;
using Crm.Platform.Users;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;

namespace Crm.Tickets.Features.Goodwill;

/// <summary>Changes what each role may give by itself.</summary>
[Needs("tickets.settings")]
internal static class ChangeGoodwill
{
    public sealed record Query : IRequest<Command>;

    public sealed record Command : IRequest
    {
        public string Currency { get; init; } = "";
        public int? CouponDays { get; init; }
        /// <summary>The first, without a role, is for all roles without a line of their own. Empty lines count as that one.</summary>
        public List<Line> Lines { get; init; } = [];
    }

    public sealed record Line
    {
        public long? RoleId { get; init; }
        public string? Role { get; init; }
        public long? PointsAtOnce { get; init; }
        public long? PointsAMonth { get; init; }
        public decimal? MoneyAtOnce { get; init; }
        public decimal? MoneyAMonth { get; init; }

        [System.Text.Json.Serialization.JsonIgnore]
        public bool Empty => RoleId is not null && PointsAtOnce is null && PointsAMonth is null && MoneyAtOnce is null && MoneyAMonth is null;

        public GoodwillLimit Limit() => new(PointsAtOnce!.Value, PointsAMonth!.Value, MoneyAtOnce!.Value, MoneyAMonth!.Value);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Currency).NotEmpty().Matches("^[A-Z]{3}$");
            RuleFor(c => c.CouponDays).NotNull().InclusiveBetween(1, 1095);
            RuleFor(c => c.Lines).NotEmpty();
            RuleForEach(c => c.Lines).ChildRules(line =>
            {
                line.RuleFor(l => l.PointsAtOnce).NotNull().InclusiveBetween(0, 10_000_000).When(l => !l.Empty);
                line.RuleFor(l => l.PointsAMonth).NotNull().InclusiveBetween(0, 100_000_000).When(l => !l.Empty);
                line.RuleFor(l => l.MoneyAtOnce).NotNull().InclusiveBetween(0, 10_000_000).When(l => !l.Empty);
                line.RuleFor(l => l.MoneyAMonth).NotNull().InclusiveBetween(0, 100_000_000).When(l => !l.Empty);
            });
        }
    }

    internal sealed class Handler(ISettings settings, IRoleDirectory roles) : IRequestHandler<Query, Command>, IRequestHandler<Command, Unit>
    {
        public async Task<Command> Handle(Query q, CancellationToken ct)
        {
            var (terms, names) = (await GoodwillTerms.Read(settings, ct), await roles.Names(ct));
            return new Command
            {
                Currency = terms.Currency, CouponDays = terms.CouponDays,
                Lines = [Of(null, null, terms.Others), .. names.OrderBy(n => n.Key).Select(n => Of(n.Key, n.Value, terms.Roles.GetValueOrDefault(n.Key)))],
            };

            static Line Of(long? role, string? name, GoodwillLimit? limit) => new() { RoleId = role, Role = name, PointsAtOnce = limit?.PointsAtOnce, PointsAMonth = limit?.PointsAMonth, MoneyAtOnce = limit?.MoneyAtOnce, MoneyAMonth = limit?.MoneyAMonth };
        }

        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var names = await roles.Names(ct);
            await settings.Set(GoodwillTerms.Setting, new GoodwillTerms
            {
                Currency = c.Currency, CouponDays = c.CouponDays!.Value, Others = c.Lines[0].Limit(),
                Roles = c.Lines.Skip(1).Where(l => !l.Empty && l.RoleId is { } r && names.ContainsKey(r)).DistinctBy(l => l.RoleId).ToDictionary(l => l.RoleId!.Value, l => l.Limit()),
            }, ct);
            return Unit.Value;
        }
    }
}
