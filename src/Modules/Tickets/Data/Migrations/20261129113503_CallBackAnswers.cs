using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Tickets.Data.Migrations
{
    /// <inheritdoc />
    public partial class CallBackAnswers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<long>(
                name: "response_id",
                schema: "tickets",
                table: "follow_ups",
                type: "bigint",
                nullable: true,
                oldClrType: typeof(long),
                oldType: "bigint");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "ask_again_at",
                schema: "tickets",
                table: "follow_ups",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "asked_again_at",
                schema: "tickets",
                table: "follow_ups",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "wish_id",
                schema: "tickets",
                table: "follow_ups",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_follow_ups_wish_id",
                schema: "tickets",
                table: "follow_ups",
                column: "wish_id",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_follow_ups_wish_id",
                schema: "tickets",
                table: "follow_ups");

            migrationBuilder.DropColumn(
                name: "ask_again_at",
                schema: "tickets",
                table: "follow_ups");

            migrationBuilder.DropColumn(
                name: "asked_again_at",
                schema: "tickets",
                table: "follow_ups");

            migrationBuilder.DropColumn(
                name: "wish_id",
                schema: "tickets",
                table: "follow_ups");

            migrationBuilder.AlterColumn<long>(
                name: "response_id",
                schema: "tickets",
                table: "follow_ups",
                type: "bigint",
                nullable: false,
                defaultValue: 0L,
                oldClrType: typeof(long),
                oldType: "bigint",
                oldNullable: true);
        }
    }
}
