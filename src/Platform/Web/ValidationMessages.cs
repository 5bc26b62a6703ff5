using FluentValidation.Resources;

namespace Crm.Platform.Web;

/// <summary>Short messages for the place beside the field: the field's name is already there.</summary>
internal sealed class ValidationMessages : LanguageManager
{
    public ValidationMessages()
    {
        Say("NotEmptyValidator", "Please fill this in.", "请填写此项。");
        Say("NotNullValidator", "Please fill this in.", "请填写此项。");
        Say("MaximumLengthValidator", "At most {MaxLength} characters; these are {TotalLength}.", "最多 {MaxLength} 个字符，现有 {TotalLength} 个。");
        Say("MinimumLengthValidator", "At least {MinLength} characters.", "至少 {MinLength} 个字符。");
        Say("LengthValidator", "Between {MinLength} and {MaxLength} characters.", "长度应在 {MinLength} 到 {MaxLength} 个字符之间。");
        Say("EmailValidator", "This is not an e-mail address.", "电子邮件地址格式不正确。");
        Say("GreaterThanValidator", "Must be more than {ComparisonValue}.", "必须大于 {ComparisonValue}。");
        Say("GreaterThanOrEqualValidator", "Must be at least {ComparisonValue}.", "不得小于 {ComparisonValue}。");
        Say("LessThanValidator", "Must be less than {ComparisonValue}.", "必须小于 {ComparisonValue}。");
        Say("LessThanOrEqualValidator", "Must be at most {ComparisonValue}.", "不得大于 {ComparisonValue}。");
        Say("InclusiveBetweenValidator", "Must be between {From} and {To}.", "必须在 {From} 和 {To} 之间。");
        Say("EnumValidator", "This is not one of the choices.", "不在可选范围内。");
        Say("PredicateValidator", "This is not valid.", "此项无效。");
        Say("AsyncPredicateValidator", "This is not valid.", "此项无效。");
        Say("NoNul", "Contains a character that cannot be stored (NUL).", "包含无法保存的字符（NUL）。");
        Say("RegularExpressionValidator", "This does not have the right form.", "格式不正确。");
    }

    void Say(string validator, string english, string chinese)
    {
        AddTranslation("en", validator, english);
        AddTranslation("zh-CN", validator, chinese);
    }
}
