using Crm.Customers.Data;
using Crm.Customers.Domain.Rules;
using Crm.Customers.Features.Rules;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.AutoTags;

/// <summary>Saves an automatic tag, new or known; who wears it follows at once.</summary>
[Needs("customers.settings")]
internal static class WriteAutoTag
{
    /// <summary>Colours a tag may have.</summary>
    public static readonly IReadOnlyList<string> Colors = ["azure", "blue", "green", "lime", "yellow", "orange", "red", "pink", "purple", "secondary"];

    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<long>
    {
        /// <summary>0 for a new one.</summary>
        public long Id { get; init; }

        public string NameEn { get; init; } = "";
        public string NameZh { get; init; } = "";
        public string Color { get; init; } = "azure";
        public bool Off { get; init; }
        public Rule Rule { get; init; } = new();
        public uint Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.NameEn).NotEmpty().MaximumLength(40);
            RuleFor(c => c.NameZh).NotEmpty().MaximumLength(40);
            RuleFor(c => c.Color).Must(Colors.Contains).WithMessage(_ => texts["customers.autotag.color.unknown"]);
            this.AddRule(c => c.Rule, texts);
        }
    }

    public sealed class Loader(CustomersDb db) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken ct) =>
            await db.AutoTags.AsNoTracking().FirstOrDefaultAsync(t => t.Id == query.Id, ct) is { } tag
                ? new Command { Id = tag.Id, NameEn = tag.NameEn, NameZh = tag.NameZh, Color = tag.Color, Off = tag.Off, Rule = tag.Rule, Version = tag.Version }
                : throw new MissingException("AutoTag", query.Id);
    }

    public sealed class Handler(CustomersDb db, AutoTagger tagger) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken ct)
        {
            await using var transaction = await db.Begin(ct);
            AutoTag tag;
            if (command.Id == 0) db.AutoTags.Add(tag = new AutoTag(command.NameEn, command.NameZh, command.Color, command.Rule));
            else
            {
                tag = await db.AutoTags.FirstOrDefaultAsync(t => t.Id == command.Id, ct) ?? throw new MissingException("AutoTag", command.Id);
                db.Expect(tag, command.Version);
            }
            tag.Change(command.NameEn, command.NameZh, command.Color, command.Rule, command.Off);
            await db.SaveChangesAsync(ct);
            await tagger.FollowAll(tag, ct);
            await transaction.CommitAsync(ct);
            return tag.Id;
        }
    }
}
