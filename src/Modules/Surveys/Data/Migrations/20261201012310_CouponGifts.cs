using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Surveys.Data.Migrations
{
    /// <inheritdoc />
    public partial class CouponGifts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.RenameColumn(name: "points_budget", schema: "surveys", table: "waves", newName: "budget");

            migrationBuilder.AlterColumn<decimal>(
                name: "budget",
                schema: "surveys",
                table: "waves",
                type: "numeric(14,2)",
                precision: 14,
                scale: 2,
                nullable: true,
                oldClrType: typeof(long),
                oldType: "bigint",
                oldNullable: true);

            migrationBuilder.AddColumn<string>(
                name: "coupon_currency",
                schema: "surveys",
                table: "waves",
                type: "character varying(3)",
                maxLength: 3,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "coupon_days",
                schema: "surveys",
                table: "waves",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "coupon_value",
                schema: "surveys",
                table: "waves",
                type: "numeric(12,2)",
                precision: 12,
                scale: 2,
                nullable: true);

            migrationBuilder.AlterColumn<decimal>(
                name: "awarded",
                schema: "surveys",
                table: "wave_tallies",
                type: "numeric(14,2)",
                precision: 14,
                scale: 2,
                nullable: false,
                oldClrType: typeof(long),
                oldType: "bigint");

            migrationBuilder.AddColumn<decimal>(
                name: "coupon",
                schema: "surveys",
                table: "invitations",
                type: "numeric(12,2)",
                precision: 12,
                scale: 2,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "coupon_currency",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "coupon_days",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "coupon_value",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "coupon",
                schema: "surveys",
                table: "invitations");

            migrationBuilder.AlterColumn<long>(
                name: "budget",
                schema: "surveys",
                table: "waves",
                type: "bigint",
                nullable: true,
                oldClrType: typeof(decimal),
                oldType: "numeric(14,2)",
                oldPrecision: 14,
                oldScale: 2,
                oldNullable: true);

            migrationBuilder.RenameColumn(name: "budget", schema: "surveys", table: "waves", newName: "points_budget");

            migrationBuilder.AlterColumn<long>(
                name: "awarded",
                schema: "surveys",
                table: "wave_tallies",
                type: "bigint",
                nullable: false,
                oldClrType: typeof(decimal),
                oldType: "numeric(14,2)",
                oldPrecision: 14,
                oldScale: 2);
        }
    }
}
