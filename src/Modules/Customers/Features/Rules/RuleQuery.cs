using System.Linq.Expressions;
using System.Reflection;
using Crm.Customers.Domain.Facts;
using Crm.Customers.Domain.Rules;
using Crm.Platform.Data;
using Crm.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Rules;

/// <summary>
/// Makes of a rule a condition that the database answers. Facts and tests come from the catalogue; every value becomes a
/// parameter, never a part of the statement's text.
/// </summary>
internal static class RuleQuery
{
    /// <summary>The customers a rule is true of, as of now.</summary>
    public static IQueryable<FactRow> Matching(this IQueryable<FactRow> facts, Rule rule, DateTimeOffset now, InstallationZone zone) => facts.Where(Predicate(rule, now, zone));

    /// <summary>The rule as an expression over one row.</summary>
    public static Expression<Func<FactRow, bool>> Predicate(Rule rule, DateTimeOffset now, InstallationZone zone)
    {
        var row = Expression.Parameter(typeof(FactRow), "f");
        return Expression.Lambda<Func<FactRow, bool>>(Body(rule, row, now, zone), row);
    }

    /// <summary>One condition as an expression over one row.</summary>
    public static Expression<Func<FactRow, bool>> Predicate(Condition condition, DateTimeOffset now, InstallationZone zone) => Predicate(Rule.Of(RuleMatch.All, condition), now, zone);

    static Expression Body(Rule rule, ParameterExpression row, DateTimeOffset now, InstallationZone zone)
    {
        var parts = rule.Conditions.Select(c => One(c, row, now, zone)).Concat(rule.Groups.Select(g => Body(g, row, now, zone))).ToList();
        if (parts.Count == 0) throw new ArgumentException("A rule without conditions is true of nobody and everybody.", nameof(rule));
        return parts.Aggregate(rule.Match == RuleMatch.All ? Expression.AndAlso : Expression.OrElse);
    }

    static Expression One(Condition condition, ParameterExpression row, DateTimeOffset now, InstallationZone zone)
    {
        var fact = FactBook.Find(condition.Fact) ?? throw new ArgumentException($"No fact is called {condition.Fact}.", nameof(condition));
        var value = new Swap(fact.Read.Parameters[0], row).Visit(fact.Read.Body)!;
        switch (condition.Is)
        {
            case RuleTest.Known or RuleTest.Unknown:
                var known = fact.Kind == FactKind.Words
                    ? Expression.GreaterThan(Expression.Property(value, nameof(List<string>.Count)), Expression.Constant(0))
                    : (Expression)Expression.NotEqual(value, Expression.Constant(null, value.Type));
                return condition.Is == RuleTest.Known ? known : Expression.Not(known);
            case RuleTest.AtLeast or RuleTest.AtMost or RuleTest.Equal when fact.Kind == FactKind.DaysAgo:
                var days = int.Parse(condition.Values[0], System.Globalization.CultureInfo.InvariantCulture);
                // Long ago is a small instant: "at least 30 days ago" is before.
                var before = fact.Type == typeof(DateOnly) ? Held(zone.DayOf(now).AddDays(-days), value.Type) : Held(now.AddDays(-days), value.Type);
                if (condition.Is == RuleTest.AtLeast) return Expression.LessThanOrEqual(value, before);
                // "Within the last days" does not hold what is still to come, as a planned contact may be.
                var present = fact.Type == typeof(DateOnly) ? Held(zone.DayOf(now), value.Type) : Held(now, value.Type);
                return Expression.AndAlso(Expression.GreaterThanOrEqual(value, before), Expression.LessThanOrEqual(value, present));
            case RuleTest.AtLeast or RuleTest.AtMost or RuleTest.Equal:
                var number = Fact.Number(condition.Values[0])!.Value;
                if (fact.Kind == FactKind.Share) number /= 100;
                var (left, right) = fact.Type == typeof(double) ? (value, Held((double)number, value.Type))
                    : fact.Type == typeof(decimal) ? (value, Held(number, value.Type))
                    : Decimal(value, number);
                return condition.Is == RuleTest.AtLeast ? Expression.GreaterThanOrEqual(left, right) : condition.Is == RuleTest.AtMost ? Expression.LessThanOrEqual(left, right) : Expression.Equal(left, right);
            case RuleTest.Contains:
                return Expression.Call(ILike, Expression.Constant(EF.Functions), value, Held(Like.Containing(condition.Values[0]), typeof(string)), Expression.Constant(Like.Escape));
            default:
                var any = condition.Values.Select(v => Is(fact, value, v)).Aggregate(Expression.OrElse);
                return condition.Is == RuleTest.AnyOf ? any : Expression.Not(any);
        }
    }

    static readonly MethodInfo ILike = typeof(NpgsqlDbFunctionsExtensions).GetMethod(nameof(NpgsqlDbFunctionsExtensions.ILike), [typeof(DbFunctions), typeof(string), typeof(string), typeof(string)])!;

    static Expression Is(Fact fact, Expression value, string word) => fact.Kind switch
    {
        FactKind.Choice => Expression.Equal(value, Held(fact.Choices.First(c => c.Word == word).Value, value.Type)),
        FactKind.Person or FactKind.Team => Expression.Equal(value, Held(long.Parse(word, System.Globalization.CultureInfo.InvariantCulture), value.Type)),
        FactKind.Words => Expression.Call(value, nameof(List<string>.Contains), null, Held(word.Trim(), typeof(string))),
        _ => Expression.Equal(value, Held(word.Trim(), typeof(string))),
    };

    /// <summary>A whole number against what may have decimals.</summary>
    static (Expression, Expression) Decimal(Expression value, decimal number)
    {
        var type = Nullable.GetUnderlyingType(value.Type) is null ? typeof(decimal) : typeof(decimal?);
        return decimal.IsInteger(number) && number is >= int.MinValue and <= int.MaxValue
            ? (Whole(value), Held((int)number, Whole(value).Type))
            : (Expression.Convert(value, type), Held(number, type));
    }

    static Expression Whole(Expression value) => value.Type == typeof(short) ? Expression.Convert(value, typeof(int)) : value.Type == typeof(short?) ? Expression.Convert(value, typeof(int?)) : value;

    /// <summary>A value the translator makes a parameter of, as it does with a captured variable.</summary>
    static Expression Held(object value, Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        var holder = Activator.CreateInstance(typeof(Holder<>).MakeGenericType(bare), value)!;
        var held = Expression.Property(Expression.Constant(holder), nameof(Holder<int>.Value));
        return bare == type ? held : Expression.Convert(held, type);
    }

    sealed class Holder<T>(T value)
    {
        public T Value { get; } = value;
    }

    sealed class Swap(Expression from, Expression to) : ExpressionVisitor
    {
        public override Expression? Visit(Expression? node) => node == from ? to : base.Visit(node);
    }
}
