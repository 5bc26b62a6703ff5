using Crm.Contracts.Lifecycle;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain;
using Crm.Lifecycle.Features.Facts;
using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.Settings;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Features.Stages;

/// <summary>Changes thresholds and names of the stages; everybody's stage follows in the background. Answers with the job.</summary>
[Needs("lifecycle.settings")]
internal static class ChangeStageRules
{
    public sealed record Query : IRequest<Command>;

    public sealed record Command : IRequest<long>
    {
        public int? NewDays { get; init; }
        public int? MatureDays { get; init; }
        public int? MatureOrders { get; init; }
        public int? DormantDays { get; init; }
        public int? ChurnedDays { get; init; }
        public int? HandDays { get; init; }
        public List<NameRow> Names { get; init; } = [];
    }

    /// <summary>A name of one's own; nothing: the product's.</summary>
    public sealed record NameRow
    {
        public CustomerStage Stage { get; init; }
        public string? English { get; init; }
        public string? Chinese { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.NewDays).NotNull().InclusiveBetween(1, 3650);
            RuleFor(c => c.MatureDays).NotNull().InclusiveBetween(1, 3650).Must((c, days) => days is null || c.NewDays is null || days >= c.NewDays).WithMessage(_ => texts["lifecycle.rules.order.mature"]);
            RuleFor(c => c.MatureOrders).NotNull().InclusiveBetween(1, 1000);
            RuleFor(c => c.DormantDays).NotNull().InclusiveBetween(1, 3650);
            RuleFor(c => c.ChurnedDays).NotNull().InclusiveBetween(1, 3650).Must((c, days) => days is null || c.DormantDays is null || days >= c.DormantDays).WithMessage(_ => texts["lifecycle.rules.order.churned"]);
            RuleFor(c => c.HandDays).NotNull().InclusiveBetween(1, 730);
            RuleFor(c => c.Names).NotNull();
            RuleForEach(c => c.Names).ChildRules(name =>
            {
                name.RuleFor(n => n.Stage).IsInEnum();
                name.RuleFor(n => n.English).MaximumLength(40);
                name.RuleFor(n => n.Chinese).MaximumLength(40);
            });
        }
    }

    internal sealed class Loader(ISettings settings) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken ct)
        {
            var rules = await settings.Get(StageRules.Setting, StageRules.Default, ct);
            return new Command
            {
                NewDays = rules.NewDays, MatureDays = rules.MatureDays, MatureOrders = rules.MatureOrders, DormantDays = rules.DormantDays, ChurnedDays = rules.ChurnedDays, HandDays = rules.HandDays,
                Names = [.. Enum.GetValues<CustomerStage>().Select(s => new NameRow { Stage = s, English = rules.NameOf(s)?.English, Chinese = rules.NameOf(s)?.Chinese })],
            };
        }
    }

    internal sealed class Handler(LifecycleDb db, ISettings settings, KeepStageNames names, CurrentUser user) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            var rules = new StageRules(c.NewDays!.Value, c.MatureDays!.Value, c.MatureOrders!.Value, c.DormantDays!.Value, c.ChurnedDays!.Value, c.HandDays!.Value)
            {
                Names = c.Names.DistinctBy(n => n.Stage).Where(n => !string.IsNullOrWhiteSpace(n.English) || !string.IsNullOrWhiteSpace(n.Chinese))
                    .ToDictionary(n => SnakeCase.Of(n.Stage.ToString()), n => new StageName(n.English?.Trim() ?? "", n.Chinese?.Trim() ?? "")),
            };
            await settings.Set(StageRules.Setting, rules, ct);
            names.Say(rules);
            var job = db.Enqueue<SettleStagesJob, SettleStagesJob.Args>(new(), "lifecycle.rules.job", user.Id);
            await db.SaveChangesAsync(ct);
            return job.Id;
        }
    }
}

/// <summary>Settles everybody anew. A crash costs nothing: who is settled already is passed over.</summary>
internal sealed class SettleStagesJob(LifecycleDb db, StageKeeper keeper) : IJob<SettleStagesJob.Args>
{
    internal sealed record Args;

    public async Task<object?> Run(Args args, JobProgress progress, CancellationToken ct)
    {
        var total = await db.Customers.LongCountAsync(c => c.GoneAt == null, ct);
        var done = await keeper.All(tell: true, ct, n => progress.Report(n, Math.Max(total, n)));
        return new { Url = "/lifecycle", done };
    }
}
