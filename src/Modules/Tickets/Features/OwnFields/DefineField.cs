using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Fields;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Settings;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.OwnFields;

/// <summary>What is typed about a field of tickets beside what every field has.</summary>
internal abstract record TicketFieldInput : FieldInput
{
    public bool RequiredToResolve { get; init; }

    /// <summary>None: all.</summary>
    public List<TicketType> Types { get; init; } = [];
}

/// <summary>Adds a field to tickets, or to those of some types.</summary>
[Needs("tickets.settings")]
internal static class DefineField
{
    public sealed record Command : TicketFieldInput, INewField, IRequest<long>
    {
        public string Key { get; init; } = "";
        public FieldKind? Kind { get; init; } = FieldKind.Text;
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            Include(new FieldInputRules(texts));
            Include(new NewFieldRules(texts));
            RuleForEach(f => f.Types).IsInEnum();
        }
    }

    internal sealed class Handler(TicketsDb db) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            var field = new TicketField(c.Key, c.Kind!.Value, FieldInput.PlaceOf(c, await db.Fields.AsNoTracking().ToListAsync(ct)), c.ToDesign());
            field.Ask(c.RequiredToResolve, c.Types);
            db.Fields.Add(field);
            await db.SaveForAll(ct);
            return field.Id;
        }
    }
}

/// <summary>Changes how a field is called, what it offers, what asks for it, whether it is in use. Its key and kind stay: values are stored by them.</summary>
[Needs("tickets.settings")]
internal static class ChangeField
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : TicketFieldInput, IRequest
    {
        public long Id { get; init; }
        public string Key { get; init; } = "";
        public FieldKind Kind { get; init; }
        public uint Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            Include(new FieldInputRules(texts));
            RuleForEach(f => f.Types).IsInEnum();
        }
    }

    internal sealed class Handler(TicketsDb db) : IRequestHandler<Query, Command>, IRequestHandler<Command, Unit>
    {
        public async Task<Command> Handle(Query q, CancellationToken ct) => ListFields.Of(await Find(q.Id, ct));

        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var field = await Find(c.Id, ct);
            db.Expect(field, c.Version);
            var design = c.ToDesign();
            await FieldList.CheckOptions(field, design, db.Tickets, ct);
            field.Change(design);
            field.Ask(c.RequiredToResolve, c.Types);
            await db.SaveForAll(ct);
            return Unit.Value;
        }

        async Task<TicketField> Find(long id, CancellationToken ct) => await db.Fields.SingleOrDefaultAsync(f => f.Id == id, ct) ?? throw new MissingException("TicketField", id);
    }
}

/// <summary>Moves a field one place up or down.</summary>
[Needs("tickets.settings")]
internal static class MoveField
{
    public sealed record Command(long Id, bool Up) : IRequest;

    internal sealed class Handler(TicketsDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var fields = await db.Fields.OrderBy(f => f.Position).ThenBy(f => f.Id).ToListAsync(ct);
            if (!fields.MoveByOne(c.Id, c.Up)) throw new MissingException("TicketField", c.Id);
            await db.SaveForAll(ct);
            return Unit.Value;
        }
    }
}

/// <summary>The fields of tickets in their order, archived ones too: whoever reads tickets may know how they are built.</summary>
[Needs("tickets.read")]
internal static class ListFields
{
    public sealed record Query : IRequest<IReadOnlyList<ChangeField.Command>>;

    internal sealed class Handler(TicketsDb db) : IRequestHandler<Query, IReadOnlyList<ChangeField.Command>>
    {
        public async Task<IReadOnlyList<ChangeField.Command>> Handle(Query q, CancellationToken ct) => [.. (await db.Fields.AsNoTracking().OrderBy(f => f.Position).ThenBy(f => f.Id).ToListAsync(ct)).Select(Of)];
    }

    internal static ChangeField.Command Of(TicketField f) => new()
    {
        Id = f.Id, Key = f.Key, Kind = f.Kind, Version = f.Version, English = f.English, Chinese = f.Chinese, Required = f.Required, RequiredToResolve = f.RequiredToResolve, Types = [.. f.Types], InList = f.InList, Archived = f.Archived,
        Options = [.. f.Options.Select(o => new OptionInput { Value = o.Value, English = o.English, Chinese = o.Chinese })],
    };
}
